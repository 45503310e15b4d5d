# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/path/host.h
libtlsbox_a_SOURCES += lib/path/namecon.h
libtlsbox_a_SOURCES += lib/path/policy.h
libtlsbox_a_SOURCES += lib/path/report.h
libtlsbox_a_SOURCES += lib/path/rules.def
libtlsbox_a_SOURCES += lib/path/judge.h
