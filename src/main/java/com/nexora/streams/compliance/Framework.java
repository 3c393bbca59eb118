package com.nexora.streams.compliance;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bodies of rules that an act can fall under. */
public enum Framework {
  SOX("SOX"),
  GDPR("GDPR"),
  HIPAA("HIPAA"),
  PCI_DSS("PCI-DSS"),
  SOC2("SOC2"),
  ISO27001("ISO27001"),
  DORA("DORA");

  private static final Map<String, Framework> BY_TAG = new HashMap<>();

  static {
    for (final Framework framework : values()) {
      BY_TAG.put(framework.tag, framework);
      BY_TAG.put(letters(framework.tag), framework);
    }
  }

  private final String tag;

  Framework(final String tag) {
    this.tag = tag;
  }

  /** As written in an entry's {@code frameworks}: {@code PCI-DSS}. */
  public String tag() {
    return tag;
  }

  /** The framework of a tag as people write it: {@code pci_dss}, {@code SOC 2}. */
  public static Optional<Framework> of(final String text) {
    return Optional.ofNullable(find(text));
  }

  /** As {@link #of}; null for a tag that names none. */
  static @Nullable Framework find(final String text) {
    final Framework exact = BY_TAG.get(text);
    return exact != null ? exact : BY_TAG.get(letters(text));
  }

  private static String letters(final String text) {
    final StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        kept.append(text.charAt(i));
      }
    }
    return kept.toString().toUpperCase(Locale.ROOT);
  }
}
