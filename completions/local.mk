# SPDX-License-Identifier: GPL-3.0-or-later
# Completions, each under the name that its shell looks for.
EXTRA_DIST += completions/tlsbox.bash completions/tlsbox.zsh completions/tlsbox.fish

bashcompdir = $(datadir)/bash-completion/completions
zshcompdir = $(datadir)/zsh/site-functions
fishcompdir = $(datadir)/fish/vendor_completions.d

# bash and fish look for a file with the name of the command: the links of tlsbox --install get links
# here too.
completed = $$(sed -n 's/^CMD(\(.*\))$$/tlsbox-\1/p' '$(srcdir)/cmd/list.def')

install-data-local: install-completions
.PHONY: install-completions
install-completions:
	$(MKDIR_P) '$(DESTDIR)$(bashcompdir)' '$(DESTDIR)$(zshcompdir)' '$(DESTDIR)$(fishcompdir)'
	$(INSTALL_DATA) '$(srcdir)/completions/tlsbox.bash' '$(DESTDIR)$(bashcompdir)/tlsbox'
	$(INSTALL_DATA) '$(srcdir)/completions/tlsbox.zsh' '$(DESTDIR)$(zshcompdir)/_tlsbox'
	$(INSTALL_DATA) '$(srcdir)/completions/tlsbox.fish' '$(DESTDIR)$(fishcompdir)/tlsbox.fish'
	for name in $(completed); do \
	  ln -sf tlsbox "$(DESTDIR)$(bashcompdir)/$$name" && \
	  ln -sf tlsbox.fish "$(DESTDIR)$(fishcompdir)/$$name.fish" || exit; \
	done

uninstall-local: uninstall-completions
.PHONY: uninstall-completions
uninstall-completions:
	rm -f '$(DESTDIR)$(bashcompdir)/tlsbox' '$(DESTDIR)$(zshcompdir)/_tlsbox' \
	  '$(DESTDIR)$(fishcompdir)/tlsbox.fish'
	for name in $(completed); do \
	  rm -f "$(DESTDIR)$(bashcompdir)/$$name" "$(DESTDIR)$(fishcompdir)/$$name.fish"; \
	done
