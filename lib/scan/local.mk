# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/scan/facts.h
libtlsbox_a_SOURCES += lib/scan/features.def
libtlsbox_a_SOURCES += lib/scan/facts.c
