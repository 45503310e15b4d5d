#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
. "${srcdir:-.}/tests/harness/vectors.sh"
need_vectors wycheproof
classic=$vectors
need_vectors wycheproof-pq
exec ./tests/wycheproof/wycheproof "$classic" "$vectors"
