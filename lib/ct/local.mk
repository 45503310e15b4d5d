# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/ct/sct.c lib/ct/sct.h
libtlsbox_a_SOURCES += lib/ct/precert.c
libtlsbox_a_SOURCES += lib/ct/log_list.c lib/ct/log_list.h
libtlsbox_a_SOURCES += lib/ct/ct_policy.c lib/ct/ct_policy.h lib/ct/ct_policy.def
libtlsbox_a_SOURCES += lib/ct/checkpoint.c lib/ct/checkpoint.h
libtlsbox_a_SOURCES += lib/ct/tiles.c lib/ct/tiles.h
