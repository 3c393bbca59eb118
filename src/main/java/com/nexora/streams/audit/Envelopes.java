package com.nexora.streams.audit;

import com.nexora.events.AuditRecord;
import com.nexora.streams.schema.GeneratedRecords;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** Decodes the envelopes of sealed entries. Implementations are thread-safe. */
public interface Envelopes {

  /**
   * Whether the schema of this registry id is the AuditRecord schema of this version, so that its
   * fields can be read without Avro.
   */
  boolean isCurrent(int schemaId);

  /**
   * A record with its envelope decoded, or with the reason why it is none.
   *
   * @param value in Confluent's wire format
   */
  StoredRecord read(long offset, byte @Nullable [] key, Map<String, byte[]> headers, byte[] value);

  /**
   * Takes every envelope for one of this version's schema, whatever its registry id: for files,
   * where no registry is at hand. The envelope only repeats what the entry says, and the entry
   * names its schema itself.
   */
  static Envelopes shipped() {
    GeneratedRecords.trust();
    return new Envelopes() {
      @Override
      public boolean isCurrent(final int schemaId) {
        return true;
      }

      @Override
      public StoredRecord read(
          final long offset,
          final byte @Nullable [] key,
          final Map<String, byte[]> headers,
          final byte[] value) {
        final String problem = "not an AuditRecord in wire format";
        if (value.length < EnvelopeView.WIRE_HEADER || value[0] != 0) {
          return StoredRecord.undecodable(offset, key, headers, problem);
        }
        try {
          final BinaryDecoder from =
              DecoderFactory.get()
                  .binaryDecoder(
                      value,
                      EnvelopeView.WIRE_HEADER,
                      value.length - EnvelopeView.WIRE_HEADER,
                      null);
          final AuditRecord record =
              new SpecificDatumReader<AuditRecord>(AuditRecord.getClassSchema()).read(null, from);
          return from.isEnd()
              ? StoredRecord.of(offset, key, headers, record)
              : StoredRecord.undecodable(offset, key, headers, problem);
        } catch (final SecurityException e) {
          // Avro refuses to load our own classes: the program's fault, not the record's.
          throw e;
        } catch (final IOException | RuntimeException e) {
          // Avro reports damaged bytes by many kinds of runtime exceptions.
          return StoredRecord.undecodable(offset, key, headers, problem);
        }
      }
    };
  }
}
