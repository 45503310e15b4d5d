# SPDX-License-Identifier: GPL-3.0-or-later
# Built only by `make bench`, since only that needs OpenSSL and GnuTLS.
EXTRA_PROGRAMS += bench/noop
bench_noop_SOURCES = bench/noop.c
bench_noop_LDFLAGS = -static

EXTRA_PROGRAMS += bench/spawn
bench_spawn_SOURCES = bench/spawn.c
bench_spawn_LDFLAGS = -static

EXTRA_PROGRAMS += bench/inproc
bench_inproc_SOURCES = bench/inproc.c
bench_inproc_SOURCES += bench/peer.h
bench_inproc_SOURCES += bench/judged.h bench/peer_tlsbox.c
bench_inproc_SOURCES += bench/peer_crypto.c
bench_inproc_SOURCES += bench/peer_gnutls.c
bench_inproc_LDADD = $(LIBS_ALL) -lgnutls -lcrypto

EXTRA_PROGRAMS += bench/loop
bench_loop_SOURCES = bench/loop.c bench/loop.h
bench_loop_SOURCES += bench/loop_tlsbox.c
bench_loop_SOURCES += bench/loop_ssl.c
bench_loop_SOURCES += bench/loop_gnutls.c
bench_loop_LDADD = $(LIBS_ALL) -lgnutls -lssl -lcrypto

EXTRA_PROGRAMS += bench/mkcapture
bench_mkcapture_SOURCES = bench/mkcapture.c
bench_mkcapture_LDADD = $(LIBS_ALL)

EXTRA_PROGRAMS += bench/kem
bench_kem_SOURCES = bench/kem.c
bench_kem_LDADD = $(LIBS_ALL)
EXTRA_PROGRAMS += bench/pqsign
bench_pqsign_SOURCES = bench/pqsign.c
bench_pqsign_LDADD = $(LIBS_ALL)

EXTRA_PROGRAMS += bench/ecdsa
bench_ecdsa_SOURCES = bench/ecdsa.c
bench_ecdsa_LDADD = $(LIBS_ALL) -lcrypto

EXTRA_PROGRAMS += bench/rsa
bench_rsa_SOURCES = bench/rsa.c bench/timing.h
bench_rsa_LDADD = $(LIBS_ALL) -lcrypto
EXTRA_PROGRAMS += bench/mkchains
bench_mkchains_SOURCES = bench/mkchains.c bench/chains.h
bench_mkchains_LDADD = $(LIBS_ALL) -lcrypto
EXTRA_PROGRAMS += bench/chains
bench_chains_SOURCES = bench/chains.c bench/chains.h bench/timing.h
bench_chains_SOURCES += bench/judged.h bench/chains_tlsbox.c
bench_chains_SOURCES += bench/chains_crypto.c
bench_chains_SOURCES += bench/chains_gnutls.c
bench_chains_LDADD = $(LIBS_ALL) -lgnutls -lcrypto
EXTRA_PROGRAMS += bench/mkcrl
bench_mkcrl_SOURCES = bench/mkcrl.c
bench_mkcrl_LDADD = -lcrypto

EXTRA_DIST += bench/run.sh
EXTRA_DIST += bench/handshake.sh
EXTRA_DIST += bench/decode.sh
EXTRA_DIST += bench/kem.sh bench/kem-node.js
EXTRA_DIST += bench/pqsign.sh bench/pqsign-node.js
EXTRA_DIST += bench/scan.sh
EXTRA_DIST += bench/crl.sh
EXTRA_DIST += bench/chains.sh bench/chains.awk bench/chains.go bench/plot.awk
EXTRA_DIST += bench/results.sh bench/RESULTS.md bench/RESULTS.svg
CLEANFILES += $(EXTRA_PROGRAMS)

BENCHES = verify handshake decode ecdsa rsa kem pqsign chains crl scan
.PHONY: bench $(BENCHES:%=bench-%)
bench: tlsbox$(EXEEXT) bench/noop$(EXEEXT) bench/spawn$(EXEEXT) bench/inproc$(EXEEXT)
bench: bench/loop$(EXEEXT) bench/mkcapture$(EXEEXT) bench/kem$(EXEEXT) bench/pqsign$(EXEEXT)
bench: tests/scan/crowd$(EXEEXT)
bench: bench/mkcrl$(EXEEXT)
bench: bench/ecdsa$(EXEEXT) bench/rsa$(EXEEXT) bench/mkchains$(EXEEXT) bench/chains$(EXEEXT)
	$(srcdir)/bench/results.sh . $(BENCHES)
bench-verify: tlsbox$(EXEEXT) bench/noop$(EXEEXT) bench/spawn$(EXEEXT) bench/inproc$(EXEEXT)
	$(srcdir)/bench/run.sh .
bench-handshake: tlsbox$(EXEEXT) bench/spawn$(EXEEXT) bench/loop$(EXEEXT)
	$(srcdir)/bench/handshake.sh .
bench-decode: tlsbox$(EXEEXT) bench/spawn$(EXEEXT) bench/mkcapture$(EXEEXT)
	$(srcdir)/bench/decode.sh .
bench-ecdsa: bench/ecdsa$(EXEEXT)
	bench/ecdsa
bench-rsa: bench/rsa$(EXEEXT)
	bench/rsa
bench-kem: bench/kem$(EXEEXT)
	$(srcdir)/bench/kem.sh .
bench-pqsign: bench/pqsign$(EXEEXT)
	$(srcdir)/bench/pqsign.sh .
bench-chains: tlsbox$(EXEEXT) bench/mkchains$(EXEEXT) bench/chains$(EXEEXT) bench/spawn$(EXEEXT)
	$(srcdir)/bench/chains.sh .
bench-crl: tlsbox$(EXEEXT) bench/mkcrl$(EXEEXT) bench/spawn$(EXEEXT)
	$(srcdir)/bench/crl.sh .
bench-scan: tlsbox$(EXEEXT) tests/scan/crowd$(EXEEXT) bench/spawn$(EXEEXT)
	$(srcdir)/bench/scan.sh .
# Minutes, and gigabytes of disk; MILLION=N is shorter.
.PHONY: bench-million
bench-million: tlsbox$(EXEEXT) bench/mkchains$(EXEEXT)
	$(srcdir)/bench/million.sh .
EXTRA_DIST += bench/million.sh
