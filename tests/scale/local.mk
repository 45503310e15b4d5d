# SPDX-License-Identifier: GPL-3.0-or-later
# The recipes of doc/scale.md, each with a worker that is killed.
TESTS += tests/scale/parallel.sh
TESTS += tests/scale/scan.sh
TESTS += tests/scale/nats.sh
TESTS += tests/scale/slurm.sh
EXTRA_DIST += tests/scale/kit.sh
EXTRA_DIST += tests/scale/hosts.sh
EXTRA_DIST += tests/scale/parallel.sh
EXTRA_DIST += tests/scale/scan.sh
EXTRA_DIST += tests/scale/nats.sh
EXTRA_DIST += tests/scale/slurm.sh
EXTRA_DIST += contrib/parallel/batch.sh
EXTRA_DIST += contrib/parallel/scan.sh
EXTRA_DIST += contrib/nats/nats.js
EXTRA_DIST += contrib/nats/queue.js
EXTRA_DIST += contrib/slurm/batch.sbatch
