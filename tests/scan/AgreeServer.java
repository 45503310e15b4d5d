// SPDX-License-Identifier: GPL-3.0-or-later

import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

class AgreeServer {
    public static void main(String[] args) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        Security.setProperty("jdk.certpath.disabledAlgorithms", "");
        Security.setProperty("jdk.tls.legacyAlgorithms", "");
        char[] secret = "secret".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(new FileInputStream(args[1]), secret);
        KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
        managers.init(keys, secret);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(Integer.parseInt(args[0]), 50, InetAddress.getByName("127.0.0.1"));
        System.err.println(String.join(" ", listener.getSupportedProtocols()));
        listener.setEnabledProtocols(listener.getSupportedProtocols());
        listener.setEnabledCipherSuites(listener.getSupportedCipherSuites());
        for (;;) {
            SSLSocket socket = (SSLSocket) listener.accept();
            Thread t = new Thread(() -> {
                try (socket) {
                    socket.getInputStream().read(new byte[1024]);
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
                } catch (Exception e) {
                }
            });
            t.setDaemon(true);
            t.start();
        }
    }
}
