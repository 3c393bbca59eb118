package com.nexora.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * One log of the trail and its checkpoints as bytes.
 *
 * @param records in the order of the topic
 * @param startOffset first offset that the partition still has
 * @param notes checkpoints
 */
public record Trail(List<TrailRecord> records, long startOffset, List<Note> notes) {

  /**
   * A checkpoint.
   *
   * @param bytes the signed note
   * @param timestamp when it was stored, epoch milliseconds
   */
  public record Note(byte[] bytes, long timestamp) {}

  /** Copies the lists. */
  public Trail {
    records = new ArrayList<>(records);
    notes = new ArrayList<>(notes);
  }

  /** A copy to damage. */
  public Trail copy() {
    return new Trail(records, startOffset, notes);
  }
}
