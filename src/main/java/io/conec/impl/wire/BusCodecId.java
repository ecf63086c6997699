package io.conec.impl.wire;

/**
 * The codecs of bodies, by the ids that Vert.x gives its system codecs.
 */
public final class BusCodecId {

  public static final int NULL = 0;
  public static final int BYTE = 2;
  public static final int BOOLEAN = 3;
  public static final int SHORT = 4;
  public static final int INT = 5;
  public static final int LONG = 6;
  public static final int FLOAT = 7;
  public static final int DOUBLE = 8;
  public static final int STRING = 9;
  public static final int CHAR = 10;
  public static final int BUFFER = 11;
  public static final int BYTE_ARRAY = 12;
  public static final int JSON_OBJECT = 13;
  public static final int JSON_ARRAY = 14;
  public static final int REPLY_EXCEPTION = 15;
  public static final int CLUSTER_SERIALIZABLE = 16;
  public static final int SERIALIZABLE = 17;

  /** A registered codec; its name follows. */
  public static final int NAMED = 0xff;

  private BusCodecId() {
  }
}
