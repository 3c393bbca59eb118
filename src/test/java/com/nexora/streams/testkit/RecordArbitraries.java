package com.nexora.streams.testkit;

import com.nexora.streams.schema.GeneratedRecords;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificFixed;

/** Any record of a generated class, by walking its schema. */
public final class RecordArbitraries {

  static {
    GeneratedRecords.trust();
  }

  private RecordArbitraries() {}

  /** Records of the class that the schema was generated into. */
  @SuppressWarnings("unchecked")
  public static <T extends IndexedRecord> Arbitrary<T> of(final Schema schema) {
    return record(schema).map(record -> (T) record);
  }

  /** Text of any code points that UTF-8 can carry: all but lone surrogates. */
  public static Arbitrary<String> unicode() {
    final Arbitrary<Integer> codePoints =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.integers().between(0x20, 0x7e)),
            Tuple.of(
                2,
                Arbitraries.integers()
                    .between(0, Character.MAX_CODE_POINT)
                    .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)));
    return codePoints
        .list()
        .ofMaxSize(20)
        .map(
            points -> {
              final StringBuilder text = new StringBuilder();
              points.forEach(text::appendCodePoint);
              return text.toString();
            });
  }

  private static Arbitrary<IndexedRecord> record(final Schema schema) {
    final List<Schema.Field> fields = schema.getFields();
    final List<Arbitrary<Object>> values =
        fields.stream().map(field -> value(field.schema())).toList();
    return Combinators.combine(values)
        .as(
            of -> {
              final IndexedRecord record =
                  (IndexedRecord) SpecificData.newInstance(type(schema), schema);
              for (int i = 0; i < of.size(); i++) {
                record.put(i, of.get(i));
              }
              return record;
            });
  }

  private static Arbitrary<Object> value(final Schema schema) {
    return switch (schema.getType()) {
      case STRING -> unicode().asGeneric();
      case LONG -> Arbitraries.longs().asGeneric();
      case INT -> Arbitraries.integers().asGeneric();
      case BOOLEAN -> Arbitraries.of(true, false).asGeneric();
      case DOUBLE -> Arbitraries.doubles().asGeneric();
      case FLOAT -> Arbitraries.floats().asGeneric();
      case BYTES ->
          Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(ByteBuffer::wrap).asGeneric();
      case FIXED -> fixed(schema);
      case NULL -> Arbitraries.just((Object) "").map(any -> null);
      case RECORD -> record(schema).asGeneric();
      case ENUM ->
          Arbitraries.of(schema.getEnumSymbols())
              .map(symbol -> SpecificData.get().createEnum(symbol, schema));
      case ARRAY -> value(schema.getElementType()).list().ofMaxSize(3).asGeneric();
      case MAP ->
          Arbitraries.maps(unicode(), value(schema.getValueType())).ofMaxSize(3).asGeneric();
      case UNION ->
          Arbitraries.oneOf(schema.getTypes().stream().map(RecordArbitraries::value).toList());
    };
  }

  private static Arbitrary<Object> fixed(final Schema schema) {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofSize(schema.getFixedSize())
        .map(
            bytes -> {
              final SpecificFixed fixed =
                  (SpecificFixed) SpecificData.newInstance(type(schema), schema);
              fixed.bytes(bytes);
              return fixed;
            });
  }

  private static Class<?> type(final Schema schema) {
    return SpecificData.get().getClass(schema);
  }
}
