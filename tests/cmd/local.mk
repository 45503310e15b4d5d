# SPDX-License-Identifier: GPL-3.0-or-later
TESTS += tests/cmd/run.sh
TESTS += tests/cmd/cli.sh
check_PROGRAMS += tests/cmd/listener
tests_cmd_listener_SOURCES = tests/cmd/listener.c
tests_cmd_listener_LDADD = $(LIBS_ALL)
check_PROGRAMS += tests/cmd/tlspeer
tests_cmd_tlspeer_SOURCES = tests/cmd/tlspeer.c
tests_cmd_tlspeer_LDADD = $(LIBS_ALL)
check_PROGRAMS += tests/cmd/flood
tests_cmd_flood_SOURCES = tests/cmd/flood.c
tests_cmd_flood_LDADD = $(LIBS_ALL)
EXTRA_DIST += tests/cmd/run.sh
EXTRA_DIST += tests/cmd/cli.sh
EXTRA_DIST += tests/cmd/kit.bash
EXTRA_DIST += tests/cmd/pki.bash
EXTRA_DIST += tests/cmd/servers.bash
EXTRA_DIST += tests/cmd/advice.bats
EXTRA_DIST += tests/cmd/bad.bats
EXTRA_DIST += tests/cmd/bad_input.bats
EXTRA_DIST += tests/cmd/captures.bats
EXTRA_DIST += tests/cmd/completion.bats
EXTRA_DIST += tests/cmd/decode.bats
EXTRA_DIST += tests/cmd/derive.bats
EXTRA_DIST += tests/cmd/dispatch.bats
EXTRA_DIST += tests/cmd/explain.bats
EXTRA_DIST += tests/cmd/field_crls.bats
EXTRA_DIST += tests/cmd/field_names.bats
EXTRA_DIST += tests/cmd/field_defects.bats
EXTRA_DIST += tests/cmd/field_rules.bats
EXTRA_DIST += tests/cmd/habits.bats
EXTRA_DIST += tests/cmd/handshake.bats
EXTRA_DIST += tests/cmd/hello.bats
EXTRA_DIST += tests/cmd/hostile.bats
EXTRA_DIST += tests/cmd/inputs.bats
EXTRA_DIST += tests/cmd/install.bats
EXTRA_DIST += tests/cmd/lesson.bats
EXTRA_DIST += tests/cmd/options.bats
EXTRA_DIST += tests/cmd/output.bats
EXTRA_DIST += tests/cmd/peers.bats
EXTRA_DIST += tests/cmd/serve.bats
EXTRA_DIST += tests/cmd/show.bats
EXTRA_DIST += tests/cmd/verify.bats

# Writes completions and the generated parts of the man pages after a change of options.
.PHONY: update-cli
update-cli: tlsbox$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/cmd/cli.sh update
