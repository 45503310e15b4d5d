# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/x509/name.h
libtlsbox_a_SOURCES += lib/x509/gname.h
libtlsbox_a_SOURCES += lib/x509/cert.h
libtlsbox_a_SOURCES += lib/x509/ext.def
libtlsbox_a_SOURCES += lib/x509/crl.h
libtlsbox_a_SOURCES += lib/x509/csr.h
