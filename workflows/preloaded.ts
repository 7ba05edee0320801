// What a worker loads into its sandbox once, before the first request begins, and all requests share.
import './index.ts';
import './payload-converter.ts';
