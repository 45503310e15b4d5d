# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/pcap/capture.h
libtlsbox_a_SOURCES += lib/pcap/pcapng.h
libtlsbox_a_SOURCES += lib/pcap/pcapng.c
