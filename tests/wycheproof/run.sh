#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
. "${srcdir:-.}/tests/harness/vectors.sh"
need_vectors wycheproof
exec ./tests/wycheproof/wycheproof "$vectors"
