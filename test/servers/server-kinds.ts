import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

/** Where a server is to run. */
export interface ServerPlace {
  /** Folder that is served as `/`. */
  documents: string;
  /** Empty folder of the server's own, for configuration, logs and temporary files. */
  own: string;
  port: number;
}

/** How a web server is run in the foreground, with its listings on and nothing else. */
export interface ServerKind {
  /** Files in `own` by name. */
  files(place: ServerPlace): Record<string, string>;
  command(place: ServerPlace): [program: string, ...args: string[]];
  /** Variables set besides those of this process. */
  environment?(place: ServerPlace): Record<string, string>;
  /** Files whose name begins with a dot are listed. */
  listsDotFiles: boolean;
}

const nginx = (autoindex: string): ServerKind => ({
  files: ({ documents, own, port }) => ({
    'nginx.conf': `${userInfo().uid === 0 ? 'user root;\n' : ''}worker_processes 1;
pid ${own}/nginx.pid;
error_log ${own}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${own}/body; proxy_temp_path ${own}/proxy; fastcgi_temp_path ${own}/fastcgi;
  uwsgi_temp_path ${own}/uwsgi; scgi_temp_path ${own}/scgi;
  types { text/html html; text/xml xml XML; }
  default_type application/octet-stream;
  server { listen 127.0.0.1:${port}; root "${documents}"; autoindex on; ${autoindex} }
}
`,
  }),
  command: ({ own }) => ['nginx', '-p', own, '-c', `${own}/nginx.conf`, '-e', `${own}/error.log`, '-g', 'daemon off;'],
  listsDotFiles: false,
});

const apache = (indexOptions: string): ServerKind => ({
  files: ({ documents, own, port }) => ({
    'mime.types': 'text/html html\ntext/xml xml XML\n',
    'apache.conf': `ServerRoot /usr/lib/apache2
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${own}/apache.pid
DefaultRuntimeDir ${own}
Mutex file:${own}
ErrorLog ${own}/error.log
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule mime_module modules/mod_mime.so
LoadModule dir_module modules/mod_dir.so
LoadModule autoindex_module modules/mod_autoindex.so
${userInfo().uid === 0 ? 'User www-data\nGroup www-data\n' : ''}TypesConfig ${own}/mime.types
DocumentRoot "${documents}"
<Directory "${documents}">
  Options +Indexes +FollowSymLinks
  Require all granted
  IndexOptions ${indexOptions}
</Directory>
`,
  }),
  command: ({ own }) => ['apache2', '-f', `${own}/apache.conf`, '-DFOREGROUND'],
  listsDotFiles: true,
});

const tomcatHome = ['/usr/share/tomcat10', '/usr/share/tomcat9'].find(existsSync) ?? '/usr/share/tomcat10';

/** The servers a provider is likely to have, by the name of their kind of listing. */
export const serverKinds = {
  nginx: nginx(''),
  'nginx-human-sizes': nginx('autoindex_exact_size off;'),
  'nginx-json': nginx('autoindex_format json;'),
  'nginx-xml': nginx('autoindex_format xml;'),
  'apache-plain': apache('None'),
  'apache-fancy': apache('FancyIndexing'),
  'apache-table': apache('FancyIndexing HTMLTable IconsAreLinks'),
  'apache-xhtml': apache('FancyIndexing HTMLTable XHTML SuppressDescription FoldersFirst'),
  lighttpd: {
    files: ({ documents, own, port }) => ({
      'lighttpd.conf': `server.document-root = "${documents}"
server.bind = "127.0.0.1"
server.port = ${port}
server.errorlog = "${own}/error.log"
server.upload-dirs = ( "${own}" )
server.modules = ( "mod_dirlisting" )
dir-listing.activate = "enable"
mimetype.assign = ( ".html" => "text/html", ".xml" => "text/xml" )
`,
    }),
    command: ({ own }) => ['lighttpd', '-D', '-f', `${own}/lighttpd.conf`],
    listsDotFiles: false,
  },
  caddy: {
    files: ({ documents, port }) => ({
      Caddyfile: `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  bind 127.0.0.1
  root * "${documents}"
  file_server browse
}
`,
    }),
    command: ({ own }) => ['caddy', 'run', '--config', `${own}/Caddyfile`, '--adapter', 'caddyfile'],
    environment: ({ own }) => ({ HOME: own, XDG_DATA_HOME: own, XDG_CONFIG_HOME: own }),
    listsDotFiles: true,
  },
  python: {
    files: () => ({}),
    command: ({ documents, port }) => [
      'python3',
      '-m',
      'http.server',
      '--bind',
      '127.0.0.1',
      '-d',
      documents,
      String(port),
    ],
    listsDotFiles: true,
  },
  tomcat: {
    files: ({ documents, port }) => ({
      'conf/server.xml': `<?xml version="1.0"?>
<Server port="-1">
  <Service name="Catalina">
    <Connector port="${port}" address="127.0.0.1" protocol="HTTP/1.1" URIEncoding="UTF-8"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" autoDeploy="false" deployOnStartup="false">
        <Context path="" docBase="${documents}"/>
      </Host>
    </Engine>
  </Service>
</Server>
`,
      'conf/web.xml': `<?xml version="1.0"?>
<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
  <servlet>
    <servlet-name>default</servlet-name>
    <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
    <init-param><param-name>listings</param-name><param-value>true</param-value></init-param>
    <load-on-startup>1</load-on-startup>
  </servlet>
  <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
  <mime-mapping><extension>xml</extension><mime-type>text/xml</mime-type></mime-mapping>
</web-app>
`,
      'temp/.keep': '',
      'logs/.keep': '',
      'webapps/.keep': '',
    }),
    command: () => [`${tomcatHome}/bin/catalina.sh`, 'run'],
    environment: ({ own }) => ({
      CATALINA_HOME: tomcatHome,
      CATALINA_BASE: own,
      CATALINA_TMPDIR: `${own}/temp`,
      JAVA_OPTS: '-Xmx128m -XX:+UseSerialGC -Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8',
      LC_ALL: 'C.UTF-8',
    }),
    listsDotFiles: true,
  },
} satisfies Record<string, ServerKind>;

export type ServerName = keyof typeof serverKinds;
