# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/ct/sct.c lib/ct/sct.h
libtlsbox_a_SOURCES += lib/ct/precert.c
