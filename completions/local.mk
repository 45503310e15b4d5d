# SPDX-License-Identifier: GPL-3.0-or-later
# Completions, each under the name by which its shell finds it.
EXTRA_DIST += completions/tlsbox.bash completions/tlsbox.zsh completions/tlsbox.fish

bashcompdir = $(datadir)/bash-completion/completions
zshcompdir = $(datadir)/zsh/site-functions
fishcompdir = $(datadir)/fish/vendor_completions.d

install-data-local: install-completions
.PHONY: install-completions
install-completions:
	$(MKDIR_P) '$(DESTDIR)$(bashcompdir)' '$(DESTDIR)$(zshcompdir)' '$(DESTDIR)$(fishcompdir)'
	$(INSTALL_DATA) '$(srcdir)/completions/tlsbox.bash' '$(DESTDIR)$(bashcompdir)/tlsbox'
	$(INSTALL_DATA) '$(srcdir)/completions/tlsbox.zsh' '$(DESTDIR)$(zshcompdir)/_tlsbox'
	$(INSTALL_DATA) '$(srcdir)/completions/tlsbox.fish' '$(DESTDIR)$(fishcompdir)/tlsbox.fish'

uninstall-local: uninstall-completions
.PHONY: uninstall-completions
uninstall-completions:
	rm -f '$(DESTDIR)$(bashcompdir)/tlsbox' '$(DESTDIR)$(zshcompdir)/_tlsbox' \
	  '$(DESTDIR)$(fishcompdir)/tlsbox.fish'
