# SPDX-License-Identifier: GPL-3.0-or-later
dist_man_MANS =
dist_man_MANS += man/tlsbox.1
dist_man_MANS += man/tlsbox-chain.1
dist_man_MANS += man/tlsbox-decode.1
dist_man_MANS += man/tlsbox-derive.1
dist_man_MANS += man/tlsbox-explain.1
dist_man_MANS += man/tlsbox-handshake.1
dist_man_MANS += man/tlsbox-hello.1
dist_man_MANS += man/tlsbox-help.1
dist_man_MANS += man/tlsbox-scan.1
dist_man_MANS += man/tlsbox-serve.1
dist_man_MANS += man/tlsbox-show.1
dist_man_MANS += man/tlsbox-speed.1
dist_man_MANS += man/tlsbox-trust.1
dist_man_MANS += man/tlsbox-verify.1
dist_man_MANS += man/tlsbox-json.5
