package com.nexora.streams.imports;

/**
 * One JSON record as it stands in a file, not parsed yet.
 *
 * @param line line on which it starts, from 1
 * @param bytes its bytes; empty when it is larger than the reader takes
 * @param size its size in bytes
 * @param whole false when the file ends inside it
 */
record RawRecord(long line, byte[] bytes, long size, boolean whole) {}
