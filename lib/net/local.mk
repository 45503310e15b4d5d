# SPDX-License-Identifier: GPL-3.0-or-later
libtlsbox_a_SOURCES += lib/net/addr.c
libtlsbox_a_SOURCES += lib/net/addr.h
libtlsbox_a_SOURCES += lib/net/addr_public.c
libtlsbox_a_SOURCES += lib/net/addr_public.h
libtlsbox_a_SOURCES += lib/net/net_block.c
libtlsbox_a_SOURCES += lib/net/net_block.h
libtlsbox_a_SOURCES += lib/net/net_conn.c
libtlsbox_a_SOURCES += lib/net/net_conn.h
libtlsbox_a_SOURCES += lib/net/net_conn_tell.c
libtlsbox_a_SOURCES += lib/net/net_conn_text.c
libtlsbox_a_SOURCES += lib/net/connect.c
libtlsbox_a_SOURCES += lib/net/dnssec.c
libtlsbox_a_SOURCES += lib/net/dnssec.h
libtlsbox_a_SOURCES += lib/net/lines.def
libtlsbox_a_SOURCES += lib/net/dialogue.c
libtlsbox_a_SOURCES += lib/net/dialogue.def
libtlsbox_a_SOURCES += lib/net/dialogue.h
libtlsbox_a_SOURCES += lib/net/dialogue_redact.c
libtlsbox_a_SOURCES += lib/net/loop.c
libtlsbox_a_SOURCES += lib/net/loop.h
libtlsbox_a_SOURCES += lib/net/net.h
libtlsbox_a_SOURCES += lib/net/proxy.c
libtlsbox_a_SOURCES += lib/net/proxy_http.c
libtlsbox_a_SOURCES += lib/net/proxy_socks5.c
libtlsbox_a_SOURCES += lib/net/resolve.c
libtlsbox_a_SOURCES += lib/net/resolve.h
libtlsbox_a_SOURCES += lib/net/net_lookup.c
libtlsbox_a_SOURCES += lib/net/net_lookup.h
libtlsbox_a_SOURCES += lib/net/net_server.c
libtlsbox_a_SOURCES += lib/net/net_server.h
libtlsbox_a_SOURCES += lib/net/spawn.c
libtlsbox_a_SOURCES += lib/net/spawn.h
libtlsbox_a_SOURCES += lib/net/starttls.c
libtlsbox_a_SOURCES += lib/net/starttls_common.c
libtlsbox_a_SOURCES += lib/net/starttls.def
libtlsbox_a_SOURCES += lib/net/starttls.h
libtlsbox_a_SOURCES += lib/net/starttls_binary.c
libtlsbox_a_SOURCES += lib/net/starttls_lines.c
libtlsbox_a_SOURCES += lib/net/starttls_xmpp.c
libtlsbox_a_SOURCES += lib/net/preamble.c
libtlsbox_a_SOURCES += lib/net/preamble.h
libtlsbox_a_SOURCES += lib/net/target.c
libtlsbox_a_SOURCES += lib/net/target.h
libtlsbox_a_SOURCES += lib/net/timer.c
libtlsbox_a_SOURCES += lib/net/timer.h
libtlsbox_a_SOURCES += lib/net/watch.c
libtlsbox_a_SOURCES += lib/net/watch.h
libtlsbox_a_SOURCES += lib/net/write.c

# Only the program is linked with a static libc: see the top of nss_none.c.
if STATIC_LIBC
tlsbox_SOURCES += lib/net/nss_none.c
else
EXTRA_DIST += lib/net/nss_none.c
endif

# A program of its own looks up TLSA records: see its top.
pkglibexec_PROGRAMS = tlsbox-dnssec
tlsbox_dnssec_SOURCES = lib/net/dnssec_program.c
tlsbox_dnssec_LDADD = $(DNSSEC_LIBS)

# Where it is installed.
CLEANFILES += lib/net/libexec.h
lib/net/libexec.h: Makefile
	$(AM_V_GEN)$(MKDIR_P) lib/net && \
		echo '#define TB_PKGLIBEXECDIR "$(pkglibexecdir)"' >$@.new && mv $@.new $@
lib/net/dnssec.$(OBJEXT): lib/net/libexec.h
