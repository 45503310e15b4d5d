# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/pkcs12/pkcs12.h
libtlsbox_a_SOURCES += lib/pkcs12/pkcs12_read.c
libtlsbox_a_SOURCES += lib/pkcs12/pkcs12_write.c
