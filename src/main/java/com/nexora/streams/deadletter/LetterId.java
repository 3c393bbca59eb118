package com.nexora.streams.deadletter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a letter stands: its coordinates in the queue, which never change, unlike a position in a
 * list.
 *
 * @param topic the topic whose queue it is, without the suffix of queues
 * @param partition partition of the queue, from 0
 * @param offset offset there, from 0
 */
public record LetterId(String topic, int partition, long offset) {

  private static final Pattern WITHIN = Pattern.compile("(0|[1-9]\\d{0,8})@(0|[1-9]\\d{0,17})");

  /**
   * The letter that people name as {@link #within} of a topic.
   *
   * @throws IllegalArgumentException if the text is no partition@offset
   */
  public static LetterId parse(final String topic, final String within) {
    final Matcher parts = WITHIN.matcher(within);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + within + "' names no letter: give partition@offset, as a list shows it, e.g. 2@17");
    }
    return new LetterId(topic, Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
  }

  /** Its name among the letters of the topic, e.g. {@code 2@17}. */
  public String within() {
    return partition + "@" + offset;
  }

  /** Its name among all letters, e.g. {@code nhi.events/2@17}. */
  public String text() {
    return topic + '/' + within();
  }
}
