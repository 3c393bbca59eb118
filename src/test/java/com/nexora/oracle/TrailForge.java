package com.nexora.oracle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Reads and rewrites records of the trail by the published schemas and docs/audit.md alone. */
public final class TrailForge {

  private static final int WIRE = 5;
  private static final int HASH = 32;

  private final Schema envelope;
  private final Schema entry;

  /**
   * @param avro folder of the published schemas
   */
  public TrailForge(final Path avro) {
    final Schema.Parser parser = new Schema.Parser();
    try {
      parser.parse(Files.readString(avro.resolve("AuditEvent.avsc")));
      entry = parser.parse(Files.readString(avro.resolve("AuditEntry.avsc")));
      envelope = parser.parse(Files.readString(avro.resolve("AuditRecord.avsc")));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The envelope in a record. */
  public GenericRecord envelope(final TrailRecord record) {
    return decode(envelope, record.value(), WIRE);
  }

  /** The entry in a record. */
  public GenericRecord entry(final TrailRecord record) {
    return decode(entry, bytes(envelope(record).get("entry")), HASH);
  }

  /** Bytes of the entry in a record. */
  public byte[] entryBytes(final TrailRecord record) {
    return bytes(envelope(record).get("entry"));
  }

  /** Leaf hash of a record's entry: SHA-256 over a zero byte and its bytes. */
  public byte[] leaf(final TrailRecord record) {
    return Ids.sha256(new byte[] {0}, entryBytes(record));
  }

  /** The same with something changed in the envelope. */
  public TrailRecord editEnvelope(final TrailRecord record, final Consumer<GenericRecord> edit) {
    final GenericRecord changed = envelope(record);
    edit.accept(changed);
    return wrap(record, changed);
  }

  /** The same with something changed in the entry and nothing else, as a clumsy forger would. */
  public TrailRecord editEntry(final TrailRecord record, final Consumer<GenericRecord> edit) {
    return editEnvelope(record, e -> e.put("entry", ByteBuffer.wrap(edited(record, edit))));
  }

  /** The same with something changed in the entry, all hashes and copies made to fit. */
  public TrailRecord rewrite(final TrailRecord record, final Consumer<GenericRecord> edit) {
    final byte[] forged = edited(record, edit);
    final GenericRecord sealed = decode(entry, forged, HASH);
    final GenericRecord event = (GenericRecord) sealed.get("event");
    final Object correlation = event.get("correlation_id");
    return editEnvelope(
        record
            .withKey(utf8(event.get("tenant_id").toString()))
            .withHeader("tenant-id", utf8(event.get("tenant_id").toString()))
            .withHeader("event-type", utf8(event.get("event_type").toString()))
            .withHeader(
                "correlation-id",
                utf8((correlation == null ? event.get("audit_id") : correlation).toString())),
        e -> {
          e.put("entry", ByteBuffer.wrap(forged));
          e.put("leaf_hash", ByteBuffer.wrap(Ids.sha256(new byte[] {0}, forged)));
          e.put("leaf_index", sealed.get("leaf_index"));
          e.put("tenant_sequence", sealed.get("tenant_sequence"));
          e.put(
              "previous_hash",
              ByteBuffer.wrap(
                  ((org.apache.avro.generic.GenericFixed) sealed.get("previous_hash"))
                      .bytes()
                      .clone()));
          e.put("audit_id", event.get("audit_id"));
          e.put("tenant_id", event.get("tenant_id"));
          e.put("occurred_at", event.get("occurred_at"));
        });
  }

  /** The same with an HMAC by a key of one's own. */
  public TrailRecord sealedBy(final TrailRecord record, final byte[] key, final int version) {
    try {
      final Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      final byte[] hmac = mac.doFinal(leaf(record));
      return editEnvelope(
          record,
          e -> {
            e.put("hmac", ByteBuffer.wrap(hmac));
            e.put("key_version", version);
          });
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Names of all fields of the entry and of the act in it. */
  public List<String> fields() {
    final List<String> names = new java.util.ArrayList<>();
    entry.getFields().forEach(field -> names.add(field.name()));
    names.remove("event");
    entry
        .getField("event")
        .schema()
        .getFields()
        .forEach(field -> names.add("event." + field.name()));
    return names;
  }

  /** Changes one field of an entry to another value of its type. */
  public static void change(final GenericRecord entry, final String field) {
    final GenericRecord holder =
        field.startsWith("event.") ? (GenericRecord) entry.get("event") : entry;
    final String name = field.substring(field.indexOf('.') + 1);
    holder.put(name, other(holder.getSchema().getField(name).schema(), holder.get(name)));
  }

  private static Object other(final Schema schema, final Object value) {
    return switch (schema.getType()) {
      case STRING -> value + "x";
      case LONG -> (Long) value + 1;
      case INT -> (Integer) value + 1;
      case BOOLEAN -> !(Boolean) value;
      case FIXED -> {
        final byte[] bytes = ((org.apache.avro.generic.GenericFixed) value).bytes().clone();
        bytes[3] ^= 4;
        yield new GenericData.Fixed(schema, bytes);
      }
      case BYTES -> ByteBuffer.wrap(flipped(bytes(value), 0));
      case ARRAY -> List.of("forged");
      case MAP -> java.util.Map.of("forged", "1");
      case UNION ->
          value == null ? first(schema.getTypes().get(1)) : other(schema.getTypes().get(1), value);
      default -> throw new IllegalStateException("no other value for " + schema);
    };
  }

  private static Object first(final Schema schema) {
    return switch (schema.getType()) {
      case STRING -> "forged";
      case LONG -> 7L;
      default -> ByteBuffer.wrap(new byte[] {1, 2, 3});
    };
  }

  /** A copy with one bit flipped. */
  public static byte[] flipped(final byte[] bytes, final int at) {
    final byte[] copy = bytes.clone();
    copy[at] ^= 0x10;
    return copy;
  }

  static byte[] utf8(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(final Object buffer) {
    final ByteBuffer copy = ((ByteBuffer) buffer).duplicate();
    final byte[] bytes = new byte[copy.remaining()];
    copy.get(bytes);
    return bytes;
  }

  private byte[] edited(final TrailRecord record, final Consumer<GenericRecord> edit) {
    final byte[] before = entryBytes(record);
    final GenericRecord changed = decode(entry, before, HASH);
    edit.accept(changed);
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(before, 0, HASH);
    out.writeBytes(encode(entry, changed));
    return out.toByteArray();
  }

  private TrailRecord wrap(final TrailRecord record, final GenericRecord changed) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Arrays.copyOf(record.value(), WIRE));
    out.writeBytes(encode(envelope, changed));
    return record.withValue(out.toByteArray());
  }

  private static byte[] encode(final Schema schema, final GenericRecord record) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
      encoder.flush();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static GenericRecord decode(final Schema schema, final byte[] value, final int offset) {
    try {
      return new GenericDatumReader<GenericRecord>(schema)
          .read(
              null, DecoderFactory.get().binaryDecoder(value, offset, value.length - offset, null));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
