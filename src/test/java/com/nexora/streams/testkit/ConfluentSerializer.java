package com.nexora.streams.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's own serializer and deserializer, the 7.9.5 release, behind a wall: its jar brings its
 * own Avro and Kafka classes, so it lives in a class loader that shares nothing with ours but the
 * JDK. Records pass the wall as Avro binary and become generated classes again on the other side.
 */
public final class ConfluentSerializer implements AutoCloseable {

  private final URLClassLoader loader;
  private final Object serializer;
  private final Object deserializer;

  /**
   * @param jar the shaded jar that the build fetched
   * @param generated where our generated record classes are
   * @param config settings under Confluent's names
   */
  public ConfluentSerializer(final Path jar, final Path generated, final Map<String, ?> config)
      throws ReflectiveOperationException, IOException {
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          jar
              + " is not there: the build fetches it before the integration tests (./mvnw verify);"
              + " -DskipInterop leaves these tests out");
    }
    loader =
        new URLClassLoader(
            new URL[] {jar.toUri().toURL(), generated.toUri().toURL()},
            ClassLoader.getPlatformClassLoader());
    serializer = made("io.confluent.kafka.serializers.KafkaAvroSerializer", config);
    deserializer = made("io.confluent.kafka.serializers.KafkaAvroDeserializer", config);
  }

  /** What Confluent's serializer makes of a record. */
  public byte[] serialize(final String topic, final SpecificRecord record, final byte[] binary)
      throws ReflectiveOperationException {
    return inside(
        () -> {
          final Object theirs = decode(record.getClass().getName(), binary);
          return (byte[])
              serializer
                  .getClass()
                  .getMethod("serialize", String.class, Object.class)
                  .invoke(serializer, topic, theirs);
        });
  }

  /** What Confluent's deserializer reads, as Avro binary of the generated class it made. */
  public byte[] deserialize(final String topic, final byte[] data)
      throws ReflectiveOperationException {
    return inside(
        () -> {
          final Object theirs =
              deserializer
                  .getClass()
                  .getMethod("deserialize", String.class, byte[].class)
                  .invoke(deserializer, topic, data);
          return encode(theirs);
        });
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  private Object made(final String name, final Map<String, ?> config)
      throws ReflectiveOperationException {
    return inside(
        () -> {
          final Object made = type(name).getConstructor().newInstance();
          made.getClass()
              .getMethod("configure", Map.class, boolean.class)
              .invoke(made, config, false);
          return made;
        });
  }

  private Object decode(final String className, final byte[] binary)
      throws ReflectiveOperationException {
    final Class<?> recordType = type(className);
    final Object factory = type("org.apache.avro.io.DecoderFactory").getMethod("get").invoke(null);
    final Class<?> binaryDecoder = type("org.apache.avro.io.BinaryDecoder");
    final Object decoder =
        factory
            .getClass()
            .getMethod("binaryDecoder", byte[].class, binaryDecoder)
            .invoke(factory, binary, null);
    final Object reader =
        type("org.apache.avro.specific.SpecificDatumReader")
            .getConstructor(Class.class)
            .newInstance(recordType);
    final Object record =
        reader
            .getClass()
            .getMethod("read", Object.class, type("org.apache.avro.io.Decoder"))
            .invoke(reader, null, decoder);
    sortMaps(record);
    return record;
  }

  /** Confluent writes a map as it iterates, we by key: give it maps that iterate by key. */
  private void sortMaps(final Object value) throws ReflectiveOperationException {
    final Class<?> indexed = type("org.apache.avro.generic.IndexedRecord");
    if (value instanceof List<?> list) {
      for (final Object item : list) {
        sortMaps(item);
      }
    }
    if (!indexed.isInstance(value)) {
      return;
    }
    final Object schema = indexed.getMethod("getSchema").invoke(value);
    final List<?> fields =
        (List<?>) type("org.apache.avro.Schema").getMethod("getFields").invoke(schema);
    for (int i = 0; i < fields.size(); i++) {
      final Object field = indexed.getMethod("get", int.class).invoke(value, i);
      if (field instanceof Map<?, ?> map) {
        indexed.getMethod("put", int.class, Object.class).invoke(value, i, new TreeMap<>(map));
      }
      sortMaps(field);
    }
  }

  private byte[] encode(final Object record) throws ReflectiveOperationException {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final Object factory = type("org.apache.avro.io.EncoderFactory").getMethod("get").invoke(null);
    final Class<?> binaryEncoder = type("org.apache.avro.io.BinaryEncoder");
    final Object encoder =
        factory
            .getClass()
            .getMethod("binaryEncoder", OutputStream.class, binaryEncoder)
            .invoke(factory, out, null);
    final Object writer =
        type("org.apache.avro.specific.SpecificDatumWriter")
            .getConstructor(Class.class)
            .newInstance(record.getClass());
    writer
        .getClass()
        .getMethod("write", Object.class, type("org.apache.avro.io.Encoder"))
        .invoke(writer, record, encoder);
    type("java.io.Flushable").getMethod("flush").invoke(encoder);
    return out.toByteArray();
  }

  private Class<?> type(final String name) throws ClassNotFoundException {
    return Class.forName(name, true, loader);
  }

  private interface Step<T> {
    T run() throws ReflectiveOperationException;
  }

  /** Confluent finds record classes through the thread's context class loader. */
  private <T> T inside(final Step<T> step) throws ReflectiveOperationException {
    final Thread thread = Thread.currentThread();
    final ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return step.run();
    } catch (final InvocationTargetException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
