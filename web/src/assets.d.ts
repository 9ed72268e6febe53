declare module '*.css';

/** A file that is sent as it is: its address. */
declare module '*.json' {
    const address: string;
    export default address;
}
