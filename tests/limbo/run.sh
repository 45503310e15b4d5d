#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
. "${srcdir:-.}/tests/harness/vectors.sh"
need_vectors limbo
exec ./tests/limbo/limbo "$vectors/dev.json"
