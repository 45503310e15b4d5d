# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/json/json_reader.c
libtlsbox_a_SOURCES += lib/json/json_reader.h
