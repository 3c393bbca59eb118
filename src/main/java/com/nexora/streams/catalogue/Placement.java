package com.nexora.streams.catalogue;

import org.apache.kafka.common.utils.Utils;

/**
 * Where a key belongs: the partition that Kafka's Java client chooses, as published with {@link
 * EntityKey}.
 *
 * <p>Other clients hash differently (librdkafka's default is CRC32), so a record may carry the
 * right key and still sit on a partition whose task does not own the entity's state.
 */
public final class Placement {

  private Placement() {}

  /** The partition of a key, {@code toPositive(murmur2(key)) % partitions}. */
  public static int of(final byte[] key, final int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
