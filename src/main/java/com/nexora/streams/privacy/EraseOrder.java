package com.nexora.streams.privacy;

import com.nexora.streams.catalogue.FlatJson;
import java.util.Map;

/**
 * The order to destroy one data subject's keys. It stands on every partition of the topics of
 * orders, so that each task that may hold a key sees it.
 *
 * @param id of the order
 * @param tenant whose subject it is
 * @param pseudonym of the subject: no order names a person
 * @param requestedAt data that arose until then are erased, epoch milliseconds
 */
public record EraseOrder(String id, String tenant, String pseudonym, long requestedAt) {

  /** The order as one JSON object. */
  public byte[] json() {
    return FlatJson.write(
        Map.of(
            "order", id,
            "tenant", tenant,
            "pseudonym", pseudonym,
            "requestedAt", requestedAt));
  }

  /**
   * Reads an order.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static EraseOrder parse(final byte[] json) {
    final FlatJson fields = FlatJson.read(json);
    return new EraseOrder(
        fields.text("order"),
        fields.text("tenant"),
        fields.text("pseudonym"),
        fields.number("requestedAt"));
  }

  /**
   * What a task did about an order.
   *
   * @param order id of the order
   * @param intake name of the intake whose task answers
   * @param partition of the task
   * @param destroyed how many keys it destroyed: 0 if it had none, or none any more
   */
  public record Answer(String order, String intake, int partition, int destroyed) {

    /** The answer as one JSON object. */
    public byte[] json() {
      return FlatJson.write(
          Map.of(
              "order", order,
              "intake", intake,
              "partition", partition,
              "destroyed", destroyed));
    }

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    public static Answer parse(final byte[] json) {
      final FlatJson fields = FlatJson.read(json);
      return new Answer(
          fields.text("order"),
          fields.text("intake"),
          (int) fields.number("partition"),
          (int) fields.number("destroyed"));
    }
  }
}
