package com.nexora.streams.schema;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro which generated classes it may load by the name in a schema.
 *
 * <p>A schema comes from outside, so since 1.12.2 Avro loads no class that a schema names unless it
 * was trusted first; without that even a builder's default value for an array of records fails. We
 * add our generated package to whatever the process trusts already, and of a trusted package only
 * what Avro generates: records, enums and fixed types.
 *
 * <p>Every class of this room does it by itself. A program that uses generated records before it
 * touches this room calls {@link #trust()} first.
 */
public final class GeneratedRecords {

  private static final Set<String> PACKAGES = ConcurrentHashMap.newKeySet();

  static {
    PACKAGES.add("com.nexora.events");
    final ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        type -> before.isTrusted(type) || isGenerated(type) && isOfTrustedPackage(type));
  }

  private GeneratedRecords() {}

  /** Trusts the generated records of Nexora Streams. */
  public static void trust() {
    // The static initializer has done it.
  }

  /** Trusts generated classes in the package of one that the user named. */
  static void trustPackageOf(final Class<?> type) {
    PACKAGES.add(type.getPackageName());
  }

  private static boolean isOfTrustedPackage(final Class<?> type) {
    return PACKAGES.contains(type.getPackageName());
  }

  private static boolean isGenerated(final Class<?> type) {
    return IndexedRecord.class.isAssignableFrom(type)
        || SpecificFixed.class.isAssignableFrom(type)
        || type.isEnum();
  }
}
