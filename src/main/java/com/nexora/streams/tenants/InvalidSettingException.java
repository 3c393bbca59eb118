package com.nexora.streams.tenants;

/** A setting that cannot be used: which, why, and what would do. Never quotes a value. */
public final class InvalidSettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String allowed;

  /**
   * @param field JSON pointer to the member
   * @param detail what is wrong, without its value
   * @param allowed what would do
   */
  public InvalidSettingException(final String field, final String detail, final String allowed) {
    super(detail, null, false, false);
    this.field = field;
    this.allowed = allowed;
  }

  /** JSON pointer to the member, empty for the whole. */
  public String field() {
    return field;
  }

  /** What would do. */
  public String allowed() {
    return allowed;
  }
}
