package io.conec.nat;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/**
 * Moves threads to the network of a host. Sockets belong to the network of the thread that opens them, and a new thread
 * to that of the thread that starts it.
 */
final class NetworkNamespace {

  /** Where {@code ip netns} keeps them. */
  private static final String DIRECTORY = "/run/netns/";
  /** From fcntl.h, linux/sched.h and sys/mount.h. */
  private static final int O_RDONLY = 0;
  private static final int CLONE_NEWNS = 0x00020000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int MS_BIND = 4096;

  static {
    Native.register("c");
  }

  private NetworkNamespace() {
  }

  private static native int open(String path, int flags) throws LastErrorException;

  private static native int close(int descriptor) throws LastErrorException;

  private static native int setns(int descriptor, int kind) throws LastErrorException;

  private static native int unshare(int flags) throws LastErrorException;

  private static native int mount(String source, String target, String type, NativeLong flags, String data)
    throws LastErrorException;

  /** The current thread, and all that it starts from now on. It has to live as long as they do. */
  static void enter(String name) {
    int descriptor = open(DIRECTORY + name, O_RDONLY);
    setns(descriptor, CLONE_NEWNET);
    close(descriptor);
    // The JDK reads the IPv6 addresses of interfaces in /proc/net, which shows the network of the first thread.
    unshare(CLONE_NEWNS);
    mount("/proc/thread-self/net", "/proc/self/net", null, new NativeLong(MS_BIND), null);
  }
}
