package com.nexora.streams.destinations;

/**
 * One record as a destination gets it.
 *
 * <p>Delivery is at least once. The same finding or alert comes again, under its id, when it
 * changes: the last one by arrival counts.
 *
 * @param topic where it stood
 * @param partition and there
 * @param offset and there
 * @param arrivedAt when the broker took it, epoch milliseconds
 * @param tenantId owner
 * @param id of the finding, alert, violation or event
 * @param type e.g. {@code finding.updated} or the event's type
 * @param entityId what it is about; empty if nothing
 * @param time when it happened, epoch milliseconds
 * @param json the record as a JSON object
 */
public record Item(
    String topic,
    int partition,
    long offset,
    long arrivedAt,
    String tenantId,
    String id,
    String type,
    String entityId,
    long time,
    String json) {

  /** Without what it says: for logs. */
  @Override
  public String toString() {
    return "Item[" + topic + "-" + partition + "@" + offset + ", " + type + "]";
  }
}
