/**
 * Hands the shards of a command to a Spark cluster.
 *
 * <p>In: a command that runs one shard, a master. Out: exit codes and sentences. Must not be known
 * here: what a shard computes, runs, checkpoints.
 */
package io.github.alpharl.spark;
