package com.nexora.streams.schema;

/**
 * Confluent's wire format: a zero byte, the schema's id as four bytes with the highest first, then
 * the record in Avro binary.
 *
 * <p>It is what every Confluent client in any language writes and reads, so producers and consumers
 * of our topics need none of our code.
 */
final class WireFormat {

  /** First byte of every value. */
  static final byte MAGIC = 0;

  /** Bytes before the Avro body. */
  static final int HEADER = 5;

  private WireFormat() {}

  /** Writes the five bytes that precede the body. */
  static void writeHeader(final byte[] target, final int id) {
    target[0] = MAGIC;
    target[1] = (byte) (id >>> 24);
    target[2] = (byte) (id >>> 16);
    target[3] = (byte) (id >>> 8);
    target[4] = (byte) id;
  }

  /**
   * The schema id in front of a body.
   *
   * @throws SchemaException if the bytes are too short or do not start with the magic byte
   */
  static int readId(final String topic, final byte[] data, final int offset, final int length) {
    if (length < HEADER) {
      throw new SchemaException(
          "topic %s: a value of %d bytes is too short for Confluent's wire format, whose header alone has %d"
              .formatted(topic, length, HEADER),
          null);
    }
    if (data[offset] != MAGIC) {
      throw new SchemaException(
          "topic %s: first byte is 0x%02x, not 0x00: not Confluent's wire format; was the record written by another serializer?"
              .formatted(topic, data[offset]),
          null);
    }
    return (data[offset + 1] & 0xff) << 24
        | (data[offset + 2] & 0xff) << 16
        | (data[offset + 3] & 0xff) << 8
        | (data[offset + 4] & 0xff);
  }

  /** TopicNameStrategy: one subject per topic and side of the record. */
  static String subject(final String topic, final boolean isKey) {
    return topic + (isKey ? "-key" : "-value");
  }
}
