package com.nexora.streams.correlation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings of one entity, as encoded states. */
interface FindingLedger {

  byte @Nullable [] get(FindingId id);

  void put(FindingId id, byte[] state);

  /** All findings of a threat. */
  List<byte[]> ofThreat(String threatId);

  /** All findings of the entity. */
  List<byte[]> ofEntity();
}
