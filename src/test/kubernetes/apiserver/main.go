// An API server of Kubernetes and the etcd that it needs, in one process, on loopback.
//
//	apiserver DIRECTORY PORT
//
// Requests carry the bearer token "admin". The directory keeps keys and data; nothing outside it is
// written.
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"log"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: apiserver DIRECTORY PORT")
	}
	directory, port := os.Args[1], os.Args[2]
	if err := os.MkdirAll(directory, 0o700); err != nil {
		log.Fatal(err)
	}
	key := filepath.Join(directory, "accounts.key")
	writeKey(key)
	tokens := filepath.Join(directory, "tokens.csv")
	write(tokens, []byte("admin,admin,1,system:masters\n"))

	command := app.NewAPIServerCommand()
	command.SetArgs([]string{
		"--etcd-servers", startEtcd(filepath.Join(directory, "etcd")),
		"--bind-address", "127.0.0.1",
		"--secure-port", port,
		"--cert-dir", filepath.Join(directory, "certificates"),
		"--service-account-issuer", "https://sluice.test",
		"--service-account-key-file", key,
		"--service-account-signing-key-file", key,
		"--service-cluster-ip-range", "10.0.0.0/24",
		"--token-auth-file", tokens,
		"--authorization-mode", "RBAC",
	})
	os.Exit(cli.Run(command))
}

// startEtcd returns the address of an etcd that ends with this process.
func startEtcd(directory string) string {
	config := embed.NewConfig()
	config.Dir = directory
	config.LogLevel = "error"
	config.UnsafeNoFsync = true // Nothing here outlives a test.
	client, peer := freeAddress(), freeAddress()
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		log.Fatal(err)
	}
	<-etcd.Server.ReadyNotify()
	return client.String()
}

func freeAddress() url.URL {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer listener.Close()
	return url.URL{Scheme: "http", Host: listener.Addr().String()}
}

func writeKey(file string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		log.Fatal(err)
	}
	block := pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	write(file, pem.EncodeToMemory(&block))
}

func write(file string, content []byte) {
	if err := os.WriteFile(file, content, 0o600); err != nil {
		log.Fatal(err)
	}
}
