# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += tests/harness/vectors.h tests/harness/vectors.c
