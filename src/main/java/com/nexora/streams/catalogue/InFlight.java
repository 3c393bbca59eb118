package com.nexora.streams.catalogue;

import com.nexora.events.DeadLetter;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The event that a stream thread works on just now.
 *
 * <p>When a step fails, Streams tells the record that it handed out: the batch, under the headers
 * of whatever step was last. Whose fault it is, and where that event first stood, knows only who
 * took the batch apart, who says so here. It decides nothing and is gone with the event, so it is
 * no state.
 */
public final class InFlight {

  private static final ThreadLocal<InFlight> OF_THREAD = ThreadLocal.withInitial(InFlight::new);

  private @Nullable Event event;
  private @Nullable String tenantId;
  private @Nullable Consumer<DeadLetter> cleaning;
  private boolean handedOn;
  private boolean lettered;

  private InFlight() {}

  /**
   * An event as it came.
   *
   * @param origin where it first stood
   * @param record key, value, headers and arrival
   */
  public record Event(Origin origin, Record<byte[], byte[]> record) {}

  /** What the calling thread works on. */
  public static InFlight ofThread() {
    return OF_THREAD.get();
  }

  /** Work on an event begins. */
  public void begin(final Origin origin, final Record<byte[], byte[]> record) {
    event = new Event(origin, record);
    tenantId = null;
    cleaning = null;
    handedOn = false;
    lettered = false;
  }

  /** Work on the event ends. */
  public void end() {
    event = null;
    tenantId = null;
    cleaning = null;
  }

  /** Says how secrets are taken out of a letter about the event, by the rules of its tenant. */
  public void cleanedBy(final Consumer<DeadLetter> step) {
    cleaning = step;
  }

  /** How secrets are taken out of a letter about the event; null if nobody has said. */
  public @Nullable Consumer<DeadLetter> cleaning() {
    return cleaning;
  }

  /** The event; null between events and for records that come alone. */
  public @Nullable Event event() {
    return event;
  }

  /** The event turned out to be of this tenant. */
  public void isOf(final String tenant) {
    tenantId = tenant;
  }

  /** The tenant of the event; null if that is not known yet. */
  public @Nullable String tenantId() {
    return tenantId;
  }

  /** From here on the event may leave something behind: a record sent, a store written. */
  public void handOn() {
    handedOn = true;
  }

  /** Whether the event may have left something behind. */
  public boolean isHandedOn() {
    return handedOn;
  }

  /** True for the first letter about the event: if two steps fail at it, one letter is enough. */
  public boolean firstLetter() {
    final boolean first = !lettered;
    lettered = true;
    return first;
  }
}
