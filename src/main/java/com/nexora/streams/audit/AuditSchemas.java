package com.nexora.streams.audit;

import com.nexora.events.AuditEntry;
import com.nexora.streams.schema.GeneratedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Every schema that entries were ever sealed with, by hash, so that old entries can be read years
 * later without a registry.
 *
 * <p>They lie on the class path under {@code audit-schemas/}: {@code index} names the hashes, one a
 * line, and {@code <hash>.avsc} is the schema. A schema is added, never changed or removed.
 */
public final class AuditSchemas {

  private static final String FOLDER = "/audit-schemas/";
  private static final AuditSchemas SHIPPED = load();

  private final Map<String, Schema> byHash;
  private final ThreadLocal<Map<String, SpecificDatumReader<AuditEntry>>> readers =
      ThreadLocal.withInitial(HashMap::new);
  private final ThreadLocal<@Nullable BinaryDecoder> decoder = new ThreadLocal<>();

  private AuditSchemas(final Map<String, Schema> byHash) {
    this.byHash = byHash;
  }

  /** The schemas that came with this version of the product. */
  public static AuditSchemas shipped() {
    return SHIPPED;
  }

  /** Hashes of the known schemas in hex, with the schemas. */
  public Map<String, Schema> all() {
    return Map.copyOf(byHash);
  }

  /**
   * The schema that an entry names, in its parsing canonical form.
   *
   * @throws IllegalStateException if it is not known
   */
  public String schemaOf(final byte[] entry) {
    final Schema schema =
        entry.length < AuditFormat.HASH_BYTES
            ? null
            : byHash.get(HexFormat.of().formatHex(entry, 0, AuditFormat.HASH_BYTES));
    if (schema == null) {
      throw new IllegalStateException("the entry names a schema that is not known here");
    }
    return SchemaNormalization.toParsingForm(schema);
  }

  /**
   * The entry behind its bytes, in today's schema.
   *
   * @throws UndecodableEntryException if the schema is unknown or the bytes are not such an entry
   */
  public AuditEntry decode(final byte[] entry) throws UndecodableEntryException {
    if (entry.length < AuditFormat.HASH_BYTES) {
      throw new UndecodableEntryException(
          "the entry has %d bytes, too few for its schema hash".formatted(entry.length));
    }
    final String hash = HexFormat.of().formatHex(entry, 0, AuditFormat.HASH_BYTES);
    final Schema schema = byHash.get(hash);
    if (schema == null) {
      throw new UndecodableEntryException("unknown entry schema " + hash);
    }
    final SpecificDatumReader<AuditEntry> reader =
        readers.get().computeIfAbsent(hash, h -> reader(schema));
    try {
      final BinaryDecoder from =
          DecoderFactory.get()
              .binaryDecoder(
                  entry,
                  AuditFormat.HASH_BYTES,
                  entry.length - AuditFormat.HASH_BYTES,
                  decoder.get());
      decoder.set(from);
      final AuditEntry decoded = reader.read(null, from);
      if (!from.isEnd()) {
        throw new UndecodableEntryException("the entry goes on after its last field");
      }
      return decoded;
    } catch (final SecurityException e) {
      // Avro refuses to load our own classes: the program's fault, not the entry's.
      throw e;
    } catch (final IOException | RuntimeException e) {
      // Avro reports damaged bytes by many kinds of runtime exceptions.
      throw new UndecodableEntryException("the entry is not of its schema", e);
    }
  }

  private static SpecificDatumReader<AuditEntry> reader(final Schema written) {
    return new SpecificDatumReader<>(written, AuditEntry.getClassSchema());
  }

  private static AuditSchemas load() {
    GeneratedRecords.trust();
    final Map<String, Schema> schemas = new HashMap<>();
    schemas.put(
        HexFormat.of().formatHex(AuditFormat.currentSchemaHash()), AuditEntry.getClassSchema());
    for (final String hash : index()) {
      schemas.putIfAbsent(hash, new Schema.Parser().parse(resource(hash + ".avsc")));
    }
    return new AuditSchemas(schemas);
  }

  /** Hashes that the archive names. */
  static List<String> index() {
    return resource("index").lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static String resource(final String name) {
    try (InputStream in = AuditSchemas.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read " + FOLDER + name, e);
    }
  }
}
