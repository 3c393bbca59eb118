package com.nexora.streams.audit;

import java.util.List;
import java.util.Map;

/**
 * How far a log was verified, to go on from there.
 *
 * <p>It is believed as far as the disk is on which it lies; the next checkpoint that is compared
 * confirms it, since a tree grown from a wrong head has another root.
 *
 * @param size leaves
 * @param nextOffset Kafka offset behind the last one
 * @param range roots of the complete subtrees, largest first
 * @param tenants head of every tenant's chain
 */
public record SavedHead(
    long size, long nextOffset, List<byte[]> range, Map<String, LogReport.Head> tenants) {

  /** Copies both. */
  public SavedHead {
    range = List.copyOf(range);
    tenants = Map.copyOf(tenants);
  }
}
