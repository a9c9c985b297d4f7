/** Account maps hold thirty-two zero bytes for a key that they do not know. */
export const nobody = '5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM'
