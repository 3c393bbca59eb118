package com.nexora.streams.audit;

/**
 * A signed note as it was found.
 *
 * @param bytes its text and signatures
 * @param timestamp when it was stored, epoch milliseconds; -1 if the source does not tell
 * @param offset Kafka offset, -1 if it was in a file
 * @param place where it was found, for people
 */
public record StoredNote(byte[] bytes, long timestamp, long offset, String place) {}
