# SPDX-License-Identifier: GPL-3.0-or-later
# The translations are compiled in: neither the build nor the program needs gettext.
EXTRA_DIST += po/table.awk po/zh.po po/tlsbox.pot po/update.sh
nodist_libtlsbox_a_SOURCES = po/zh.c
CLEANFILES += po/zh.c

po/zh.c: $(srcdir)/po/zh.po $(srcdir)/po/table.awk
	$(AM_V_GEN)$(MKDIR_P) po && LC_ALL=C $(AWK) -v name=lang_zh -f $(srcdir)/po/table.awk \
		$(srcdir)/po/zh.po >$@.new && mv $@.new $@

# Copies new sentences of the sources to po/tlsbox.pot and po/zh.po.
.PHONY: update-po
update-po:
	$(srcdir)/po/update.sh
