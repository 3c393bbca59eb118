package com.nexora.streams.schema;

import org.apache.avro.Conversion;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Avro's data models for generated classes, set up the way we want them without touching the shared
 * static ones: changing those would change other users of Avro in the same process.
 *
 * <p>Generated code writes itself (custom coders, 180 instead of 290 ns for an agent event) and
 * Avro's fast reader reads it (260 instead of 340 ns by generated code and 530 by the old reader).
 */
final class RecordModels {

  static {
    GeneratedRecords.trust();
  }

  private RecordModels() {}

  /** The model of one generated class, with that class's conversions and class loader. */
  static SpecificData of(final Class<?> type) {
    GeneratedRecords.trustPackageOf(type);
    return copy(SpecificData.getForClass(type), type.getClassLoader());
  }

  /**
   * The model of the generated class that bears the schema's name; a plain one if there is none.
   */
  static SpecificData of(final Schema schema) {
    final SpecificData model = SpecificData.getForSchema(schema);
    return copy(model, model.getClassLoader());
  }

  private static SpecificData copy(final SpecificData source, final ClassLoader loader) {
    final SpecificData copy = new SpecificData(loader);
    for (final Conversion<?> conversion : source.getConversions()) {
      copy.addLogicalTypeConversion(conversion);
    }
    copy.setCustomCoders(true);
    copy.setFastReaderEnabled(true);
    return copy;
  }
}
