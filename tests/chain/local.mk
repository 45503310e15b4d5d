# SPDX-License-Identifier: GPL-3.0-or-later
# Lists of certificates that chain --fix makes right, compared with other libraries.
TESTS += tests/chain/deployments.sh
EXTRA_DIST += tests/chain/deployments.sh
EXTRA_DIST += tests/chain/deployments.bash
EXTRA_DIST += tests/chain/deployments.rows
EXTRA_DIST += tests/chain/accept.go
