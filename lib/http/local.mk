# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/http/http_response.c
libtlsbox_a_SOURCES += lib/http/http_response.h
libtlsbox_a_SOURCES += lib/http/http_request.c
libtlsbox_a_SOURCES += lib/http/http_request.h
libtlsbox_a_SOURCES += lib/http/http_url.c
libtlsbox_a_SOURCES += lib/http/http_url.h
