package com.nexora.streams.tenants;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change says that it changes (RFC 9110, 13.1): whoever overwrites settings must have seen
 * them.
 *
 * @param ifMatch the header If-Match; null if it was not sent
 * @param ifNoneMatch the header If-None-Match; null if it was not sent
 */
public record Precondition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {

  private static final String ANY = "*";

  /** What becomes of a change. */
  public enum Verdict {
    HOLDS,

    /** 412: what is there is not what the caller saw. */
    FAILED,

    /** 428: there is something, and the caller does not say that it saw it. */
    REQUIRED
  }

  /** A change by somebody who says nothing. */
  public static Precondition none() {
    return new Precondition(null, null);
  }

  /** A change of what has this tag. */
  public static Precondition match(final String tag) {
    return new Precondition(tag, null);
  }

  /**
   * Whether the change may be made.
   *
   * <p>Defaults have a tag, too, but are not stored: nobody can lose anything by replacing them.
   */
  public Verdict against(final TenantDocument present) {
    if (ifMatch != null && !names(ifMatch, present)) {
      return Verdict.FAILED;
    }
    if (ifNoneMatch != null && present.stored() && names(ifNoneMatch, present)) {
      return Verdict.FAILED;
    }
    return present.stored() && ifMatch == null ? Verdict.REQUIRED : Verdict.HOLDS;
  }

  private static boolean names(final String header, final TenantDocument present) {
    if (header.strip().equals(ANY)) {
      return true;
    }
    final List<String> tags = Arrays.stream(header.split(",")).map(String::strip).toList();
    return tags.contains(present.tag());
  }
}
