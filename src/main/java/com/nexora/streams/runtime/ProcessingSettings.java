package com.nexora.streams.runtime;

import java.time.Duration;

/**
 * Settings of the stream threads and their memory.
 *
 * @param threads stream threads of the instance
 * @param standbyReplicas warm copies of each store on other instances
 * @param replicationFactor replicas of internal topics, -1 for the broker's default
 * @param commitInterval longest time from what came in just now to its commit
 * @param commitBacklogInterval longest time between two commits
 * @param tickInterval time between two ticks on each partition
 * @param cacheBytes record cache, on the heap
 * @param bufferBytes changes since the last commit and what was used lately, on the heap
 * @param waitingBytes records that wait for another try, on the heap
 * @param rocksDbBytes bound of RocksDB's memory outside the heap
 * @param memoryLimitBytes what the process may use, 0 for the container's limit
 * @param sessionTimeoutMs silence after which the group gives partitions away
 * @param transactionTimeoutMs silence after which a transaction is aborted
 * @param threadReplacements failed threads replaced within the window
 * @param threadReplacementWindow that window
 * @param startupTimeout how long start-up checks wait
 * @param shutdownTimeout how long a shutdown waits for stream threads
 * @param leaveGroup whether a shutdown leaves the group at once
 */
public record ProcessingSettings(
    int threads,
    int standbyReplicas,
    int replicationFactor,
    Duration commitInterval,
    Duration commitBacklogInterval,
    Duration tickInterval,
    long cacheBytes,
    long bufferBytes,
    long waitingBytes,
    long rocksDbBytes,
    long memoryLimitBytes,
    int sessionTimeoutMs,
    int transactionTimeoutMs,
    int threadReplacements,
    Duration threadReplacementWindow,
    Duration startupTimeout,
    Duration shutdownTimeout,
    boolean leaveGroup) {}
