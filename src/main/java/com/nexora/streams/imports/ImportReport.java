package com.nexora.streams.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of every record of an import. Counts everything, remembers the first refusals only: a
 * file of the wrong kind would otherwise fill the memory with reasons.
 */
public final class ImportReport {

  /** How many refusals are remembered with their place and reason. */
  public static final int SHOWN = 20;

  /**
   * One record that was not taken.
   *
   * @param file the input file
   * @param line line on which the record starts, from 1; 0 for the file as a whole
   * @param reason what is wrong with it
   */
  public record Refusal(String file, long line, String reason) {

    @Override
    public String toString() {
      return line == 0 ? file + ": " + reason : file + " line " + line + ": " + reason;
    }
  }

  private final Map<String, Long> sentByTopic = new TreeMap<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private long accepted;
  private long duplicates;
  private long refused;
  private long shiftMillis;

  void accept(final String topic) {
    accepted++;
    sentByTopic.merge(topic, 1L, Long::sum);
  }

  void duplicate() {
    duplicates++;
  }

  void refuse(final String file, final long line, final @Nullable String reason) {
    refused++;
    if (refusals.size() < SHOWN) {
      refusals.add(new Refusal(file, line, reason == null ? "no reason given" : reason));
    }
  }

  void shifted(final long millis) {
    shiftMillis = millis;
  }

  /** Records that were sent. */
  public long getAccepted() {
    return accepted;
  }

  /** Records whose event id stood in this input before; not sent again. */
  public long getDuplicates() {
    return duplicates;
  }

  /** Records that were not taken. */
  public long getRefused() {
    return refused;
  }

  /** All records that were read. */
  public long getRead() {
    return accepted + duplicates + refused;
  }

  /** How many records were sent to which topic. */
  public Map<String, Long> getSentByTopic() {
    return Collections.unmodifiableMap(sentByTopic);
  }

  /** How far event times were moved, milliseconds. */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public long getShiftMillis() {
    return shiftMillis;
  }

  /** The first refusals, at most {@value #SHOWN}. */
  public List<Refusal> getRefusals() {
    return Collections.unmodifiableList(refusals);
  }
}
