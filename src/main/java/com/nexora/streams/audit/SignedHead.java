package com.nexora.streams.audit;

/**
 * A head of a log that somebody who is trusted has signed.
 *
 * @param size leaves of the tree
 * @param root its root, 32 bytes
 * @param firstTime when it was first signed or stored, epoch milliseconds; -1 if nobody tells
 * @param time when it was last signed or stored, for a heartbeat repeats it
 * @param note where it was found
 */
record SignedHead(long size, byte[] root, long firstTime, long time, StoredNote note) {}
