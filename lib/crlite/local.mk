# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/crlite/clubcard.c
libtlsbox_a_SOURCES += lib/crlite/clubcard.h
libtlsbox_a_SOURCES += lib/crlite/crlite.c
libtlsbox_a_SOURCES += lib/crlite/crlite.h
libtlsbox_a_SOURCES += lib/crlite/crlite_index.c
libtlsbox_a_SOURCES += lib/crlite/crlite_index.h
