package io.conec.nat;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

import java.nio.charset.StandardCharsets;

/** One end of a link: a network interface whose Ethernet frames this process reads and writes, as long as it lives. */
final class TapInterface {

  private static final String DEVICE = "/dev/net/tun";
  /** From linux/if_tun.h and fcntl.h. */
  private static final long TUNSETIFF = 0x400454caL;
  private static final short IFF_TAP = 0x0002;
  private static final short IFF_NO_PI = 0x1000;
  private static final int O_RDWR = 2;
  private static final int IFREQ_SIZE = 40;
  private static final int IFNAMSIZ = 16;
  private static final int MAX_FRAME = 65_536;

  static {
    Native.register("c");
  }

  private final int descriptor;
  private final Memory input = new Memory(MAX_FRAME);
  private final Memory output = new Memory(MAX_FRAME);

  private static native int open(String path, int flags) throws LastErrorException;

  private static native int ioctl(int descriptor, long request, Pointer argument) throws LastErrorException;

  private static native long read(int descriptor, Pointer buffer, long size) throws LastErrorException;

  private static native long write(int descriptor, Pointer buffer, long size) throws LastErrorException;

  /** Make an interface of that name in the namespace of this process; it may be moved to another one. */
  TapInterface(String name) {
    descriptor = open(DEVICE, O_RDWR);
    Memory request = new Memory(IFREQ_SIZE);
    request.clear();
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    request.write(0, bytes, 0, Math.min(bytes.length, IFNAMSIZ - 1));
    request.setShort(IFNAMSIZ, (short) (IFF_TAP | IFF_NO_PI));
    ioctl(descriptor, TUNSETIFF, request);
  }

  /** Wait for a frame. Called by one thread. */
  byte[] read() {
    return input.getByteArray(0, (int) read(descriptor, input, MAX_FRAME));
  }

  /** Called by one thread at a time. */
  void write(byte[] frame) {
    output.write(0, frame, 0, frame.length);
    write(descriptor, output, frame.length);
  }
}
