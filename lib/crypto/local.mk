# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/crypto/digest.h
libtlsbox_a_SOURCES += lib/crypto/sigalg.h
libtlsbox_a_SOURCES += lib/crypto/pubkey.h
