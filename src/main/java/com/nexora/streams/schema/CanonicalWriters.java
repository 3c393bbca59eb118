package com.nexora.streams.schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writers under which equal records have equal bytes.
 *
 * <p>Avro writes a map in the order it iterates, and a hash map's order tells how it was filled. A
 * finding computed again from the same events would differ in its bytes, and so would a state
 * restored and written once more. So maps of more than one entry are written by key, at the price
 * of generated code not writing itself where a schema holds a map (290 instead of 180 ns for an
 * agent event).
 */
final class CanonicalWriters {

  /** Records nested deeper than that are taken to hold a map; it also ends recursion. */
  private static final int DEEPEST = 4;

  private CanonicalWriters() {}

  /** A writer of a generated class. */
  static DatumWriter<IndexedRecord> specific(final Schema schema, final SpecificData model) {
    return new Specific(schema, model);
  }

  /** A writer of generic records. */
  static DatumWriter<IndexedRecord> generic(final Schema schema) {
    return new Generic(schema);
  }

  /** Whether a value of the schema can hold a map; a recursive one may. */
  private static boolean mayHoldMap(final Schema schema, final int depth) {
    return switch (schema.getType()) {
      case MAP -> true;
      case ARRAY -> mayHoldMap(schema.getElementType(), depth);
      case UNION -> schema.getTypes().stream().anyMatch(type -> mayHoldMap(type, depth));
      case RECORD ->
          depth > DEEPEST
              || schema.getFields().stream()
                  .anyMatch(field -> mayHoldMap(field.schema(), depth + 1));
      default -> false;
    };
  }

  private static Iterable<Map.Entry<Object, Object>> byKey(
      final Iterable<Map.Entry<Object, Object>> entries, final int size) {
    if (size < 2) {
      return entries;
    }
    final List<Map.Entry<Object, Object>> sorted = new ArrayList<>(size);
    entries.forEach(sorted::add);
    sorted.sort(Comparator.comparing(entry -> entry.getKey().toString()));
    return sorted;
  }

  private static final class Specific extends SpecificDatumWriter<IndexedRecord> {

    private final DatumWriter<IndexedRecord> generated;
    private final int[] mayHoldMaps;

    Specific(final Schema schema, final SpecificData model) {
      super(schema, withoutCustomCoders(model));
      generated = new SpecificDatumWriter<>(schema, model);
      mayHoldMaps =
          schema.getFields().stream()
              .filter(field -> mayHoldMap(field.schema(), 0))
              .mapToInt(Schema.Field::pos)
              .toArray();
    }

    @Override
    public void write(final IndexedRecord record, final Encoder out) throws IOException {
      if (hasOrderToKeep(record)) {
        super.write(record, out);
      } else {
        generated.write(record, out);
      }
    }

    private boolean hasOrderToKeep(final IndexedRecord record) {
      for (final int position : mayHoldMaps) {
        final Object value = record.get(position);
        final boolean indifferent =
            value == null
                || value instanceof Map<?, ?> map && map.size() < 2 && isFlat(map)
                || value instanceof Collection<?> items && items.isEmpty();
        if (!indifferent) {
          return true;
        }
      }
      return false;
    }

    private static boolean isFlat(final Map<?, ?> map) {
      return map.isEmpty() || map.values().iterator().next() instanceof CharSequence;
    }

    private static SpecificData withoutCustomCoders(final SpecificData model) {
      final SpecificData copy = new SpecificData(model.getClassLoader());
      model.getConversions().forEach(copy::addLogicalTypeConversion);
      copy.setCustomCoders(false);
      return copy;
    }

    @Override
    protected Iterable<Map.Entry<Object, Object>> getMapEntries(final Object map) {
      return byKey(super.getMapEntries(map), getMapSize(map));
    }
  }

  private static final class Generic extends GenericDatumWriter<IndexedRecord> {

    Generic(final Schema schema) {
      super(schema);
    }

    @Override
    protected Iterable<Map.Entry<Object, Object>> getMapEntries(final Object map) {
      return byKey(super.getMapEntries(map), getMapSize(map));
    }
  }
}
